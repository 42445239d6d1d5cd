namespace Fresnel.Inference.Hog;

/// <summary>A window over the threshold, or a group of them, in whole pixels of the picture.</summary>
/// <param name="X">Left.</param>
/// <param name="Y">Top.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Weight">The SVM's margin; of a group, its best member's.</param>
internal readonly record struct HogHit(int X, int Y, int Width, int Height, float Weight);
