using System.Text;

namespace Mrq.Tests;

/// <summary>A console that gives each caller what it and its threads wrote, and everybody else what was there before.</summary>
internal sealed class CapturedWriter(TextWriter other) : TextWriter
{
    private readonly AsyncLocal<StringWriter?> _current = new();

    public override Encoding Encoding => other.Encoding;

    /// <summary>Captures what this call and the work that it starts write, until the result is disposed of.</summary>
    public Capture Begin()
    {
        var writer = new StringWriter();
        _current.Value = writer;
        return new Capture(this, writer);
    }

    public override void Write(char value)
    {
        var writer = _current.Value ?? other;
        lock (writer)
        {
            writer.Write(value);
        }
    }

    public override void Write(string? value)
    {
        var writer = _current.Value ?? other;
        lock (writer)
        {
            writer.Write(value);
        }
    }

    public override void WriteLine(string? value) => Write(value + Environment.NewLine);

    internal sealed class Capture(CapturedWriter owner, StringWriter writer) : IDisposable
    {
        public string Text
        {
            get
            {
                lock (writer)
                {
                    return writer.ToString();
                }
            }
        }

        public void Dispose() => owner._current.Value = null;
    }
}
