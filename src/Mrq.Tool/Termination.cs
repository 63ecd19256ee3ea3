using System.Runtime.InteropServices;

namespace Mrq.Tool;

/// <summary>
/// Ctrl+C, SIGTERM and a terminal that closes: the first one cancels the work, which takes its temporary files away; another one ends the
/// process at once.
/// </summary>
internal sealed class Termination : IDisposable
{
    /// <summary>What a shell adds to the number of the signal that ended a process.</summary>
    private const int SignalBase = 128;

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _signal;

    public Termination() => _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Handle))];

    public CancellationToken Token => _source.Token;

    /// <summary>The signal's name, and the exit code that says so; null where there was none.</summary>
    public (string Name, int ExitCode)? Signal => (PosixSignal)Volatile.Read(ref _signal) switch
    {
        PosixSignal.SIGINT => ("Ctrl+C", SignalBase + 2),
        PosixSignal.SIGTERM => ("SIGTERM", SignalBase + 15),
        PosixSignal.SIGHUP => ("SIGHUP", SignalBase + 1),
        _ => null,
    };

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        // The source has nothing to give back, and a signal that is just being handled still cancels it.
    }

    private void Handle(PosixSignalContext context)
    {
        if (Interlocked.CompareExchange(ref _signal, (int)context.Signal, 0) == 0)
        {
            context.Cancel = true;
            _source.Cancel();
        }
    }
}
