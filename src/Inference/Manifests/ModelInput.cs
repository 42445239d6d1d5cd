namespace Fresnel.Inference.Manifests;

/// <summary>The picture input of a model and how a frame becomes it: tensor = (value − mean) × scale, value 0 to 255.</summary>
/// <param name="Name">Name of the graph's input.</param>
/// <param name="Layout">Order of dimensions.</param>
/// <param name="Width">Pixels, or null where the model takes any width.</param>
/// <param name="Height">Pixels, or null where the model takes any height.</param>
/// <param name="Colour">Channel order.</param>
/// <param name="Resize">How a frame is fitted; of no meaning where width and height are dynamic.</param>
/// <param name="Mean">Subtracted, per channel in <paramref name="Colour"/> order, in 0 to 255.</param>
/// <param name="Scale">Multiplied after subtracting, per channel in <paramref name="Colour"/> order.</param>
public sealed record ModelInput(
    string Name,
    TensorLayout Layout,
    int? Width,
    int? Height,
    ColourOrder Colour,
    ResizeMode Resize,
    ChannelValues Mean,
    ChannelValues Scale);

/// <summary>One number per colour channel, in the input's channel order.</summary>
public readonly record struct ChannelValues(float First, float Second, float Third);
