using System.Diagnostics.CodeAnalysis;

namespace Fresnel.Kernel.Mailboxes;

/// <summary>
/// A lock for a few instructions. Leaving it is a plain write: where what was written meanwhile has to come from another
/// core, the next instructions need not wait for it, as they would behind an interlocked one.
/// </summary>
internal struct MailboxGate
{
    private int taken;

    /// <summary>Takes it; disposing of what is returned gives it back. Not to be taken twice by one thread.</summary>
    [UnscopedRef]
    public Scope Enter()
    {
        if (Interlocked.CompareExchange(ref taken, 1, 0) != 0) EnterLate();
        return new Scope(ref taken);
    }

    private void EnterLate()
    {
        var spinner = new SpinWait();
        do spinner.SpinOnce(sleep1Threshold: -1); // it is free again within nanoseconds: to sleep a millisecond would be the greater loss
        while (Volatile.Read(ref taken) != 0 || Interlocked.CompareExchange(ref taken, 1, 0) != 0);
    }

    /// <summary>The time it is held.</summary>
    internal readonly ref struct Scope(ref int taken)
    {
        private readonly ref int taken = ref taken;

        public void Dispose() => Volatile.Write(ref taken, 0);
    }
}
