using System.Text;

namespace Fresnel.Media.Processes;

/// <summary>The last lines of a process's standard error, redacted line by line before they are kept. Thread-safe.</summary>
internal sealed class StderrTail(int capacity, Redactor redactor)
{
    private const int MaxLine = 2048;
    private readonly Lock gate = new();
    private readonly Queue<string> lines = new();
    private readonly StringBuilder line = new();
    private string last = "";
    private int length;

    /// <summary>Takes in decoded text as it comes.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        lock (gate)
        {
            foreach (var c in text)
            {
                if (c is '\n' or '\r') EndLine();
                else if (line.Length < MaxLine) line.Append(char.IsControl(c) ? ' ' : c);
            }
        }
    }

    /// <summary>The kept lines.</summary>
    public override string ToString()
    {
        lock (gate)
        {
            EndLine();
            return string.Join('\n', lines);
        }
    }

    private void EndLine()
    {
        if (line.Length == 0) return;
        var text = redactor.Redact(line.ToString());
        line.Clear();
        if (text == last) return; // decoders repeat themselves
        last = text;
        lines.Enqueue(text);
        length += text.Length + 1;
        while (length > capacity && lines.Count > 1) length -= lines.Dequeue().Length + 1;
    }
}
