namespace Fresnel.Kernel.Mailboxes;

/// <summary>A message and what travels beside it.</summary>
internal readonly record struct Envelope<TMessage>(TMessage Message, MessageContext? Context);
