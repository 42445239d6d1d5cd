namespace Fresnel.Pbm.Output;

/// <summary>A column of a table.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="Right">Whether it holds numbers.</param>
/// <param name="Folds">Whether it moves to a second line under its row where lines are too short.</param>
internal sealed record Column(string Title, bool Right = false, bool Folds = false);
