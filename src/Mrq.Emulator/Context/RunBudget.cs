using Mrq.Core.Diagnostics;

namespace Mrq.Emulator.Context;

/// <summary>What loops may take in one step of the main graph. Nothing says beforehand how often they run, and a file of a few bytes can ask for eternity.</summary>
internal sealed class RunBudget
{
    private const int MostIterations = 1 << 16;
    private const double MostSteps = 1L << 36;
    private int _iterations;
    private double _steps;

    /// <summary>Stops between iterations.</summary>
    public CancellationToken Cancellation { get; set; }

    public void Reset() => (_iterations, _steps) = (0, 0);

    /// <exception cref="MrqException"><see cref="MrqCodes.TooDemanding"/>.</exception>
    public void Charge(double steps)
    {
        Cancellation.ThrowIfCancellationRequested();
        _steps += steps;
        if (++_iterations > MostIterations || _steps > MostSteps)
        {
            throw new MrqException(MrqCodes.TooDemanding, FormattableString.Invariant($"one sample takes more than {MostIterations} iterations of its loops, or {MostSteps:E0} steps in them."));
        }
    }
}
