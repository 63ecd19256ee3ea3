namespace Mrq.Tool;

/// <summary>Progress on one line of standard error, only where that is a terminal.</summary>
internal sealed class ConsoleProgress : IProgress<string>, IDisposable
{
    private readonly Lock _lock = new();
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private int _width;

    public void Report(string value)
    {
        if (_isTerminal)
        {
            lock (_lock)
            {
                Console.Error.Write($"\r{value.PadRight(_width)}");
                _width = value.Length;
            }
        }
    }

    public void Dispose()
    {
        if (_width > 0)
        {
            Console.Error.Write($"\r{new string(' ', _width)}\r");
        }
    }
}
