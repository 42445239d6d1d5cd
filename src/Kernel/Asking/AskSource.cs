namespace Fresnel.Kernel.Asking;

/// <summary>One question under way.</summary>
internal sealed class AskSource<TReply>
{
    public void Answer(long ticket, TReply reply) => throw new NotImplementedException();

    public void Fail(long ticket, Exception failure) => throw new NotImplementedException();
}
