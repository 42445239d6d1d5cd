namespace Fresnel.Actors.Cameras;

/// <summary>A camera's settings cannot be put to work on this node: the model is missing or unfit, the source is not one we accept.</summary>
public sealed class CameraNotPreparedException(string message, Exception? cause = null) : Exception(message, cause);
