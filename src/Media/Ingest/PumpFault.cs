namespace Fresnel.Media.Ingest;

/// <summary>What was wrong with the bytes of a decoder.</summary>
/// <param name="Message">What was found.</param>
/// <param name="Torn">They ended in the middle: the decoder is going, or gone. False: they are no stream.</param>
internal sealed record PumpFault(string Message, bool Torn);
