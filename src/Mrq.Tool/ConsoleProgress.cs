namespace Mrq.Tool;

/// <summary>Progress on one line of standard error, only where that is a terminal.</summary>
internal sealed class ConsoleProgress : IProgress<string>, IDisposable
{
    private readonly Lock _lock = new();
    private readonly bool _isTerminal = !Terminal.IsErrorRedirected;
    private int _width;

    public void Report(string value)
    {
        if (_isTerminal)
        {
            lock (_lock)
            {
                _width = Terminal.WriteOver(value, _width);
            }
        }
    }

    public void Dispose()
    {
        if (_width > 0)
        {
            Terminal.ClearLine(_width);
        }
    }
}
