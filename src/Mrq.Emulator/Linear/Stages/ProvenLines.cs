using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear.Stages;

/// <summary>The lines of a layer's columns, by blocks of eight: a block of which one column has none is computed otherwise.</summary>
internal sealed class ProvenLines
{
    private const int Block = 8;
    private readonly float[] _slopes;
    private readonly float[] _intercepts;
    private readonly bool[] _isProven;

    private ProvenLines(int columns)
    {
        var blocks = (columns + Block - 1) / Block;
        (_slopes, _intercepts, _isProven) = (new float[blocks * Block], new float[blocks * Block], new bool[blocks]);
    }

    /// <summary>Null where this machine has no fused multiply-add on eight lanes, or no block has lines.</summary>
    /// <param name="stage">What the lines have to equal.</param>
    /// <param name="channels">The channel of each column.</param>
    public static ProvenLines? TryCreate(OutputStage stage, ReadOnlySpan<int> channels)
    {
        if (!Fma.IsSupported || !Avx2.IsSupported || LineSearch.TryCreate(stage) is not { } search)
        {
            return null;
        }

        var lines = new ProvenLines(channels.Length);
        var found = new Dictionary<double, OutputLine?>();
        var any = false;
        for (var block = 0; block < lines._isProven.Length; block++)
        {
            any |= lines._isProven[block] = lines.Find(search, stage, channels, block * Block, found);
        }

        return any ? lines : null;
    }

    /// <summary>Whether the eight columns from <paramref name="column"/> on, a multiple of eight, have lines.</summary>
    public bool Has(int column) => column / Block < _isProven.Length && _isProven[column / Block];

    /// <summary>The lines of eight columns in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LineLanes Load(int column) => new(Vector256.LoadUnsafe(ref _slopes[column]), Vector256.LoadUnsafe(ref _intercepts[column]));

    /// <summary>The lines of four columns and of four others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LineLanes LoadHalves(int lower, int upper) => new(
        Vector256.Create(Vector128.LoadUnsafe(ref _slopes[lower]), Vector128.LoadUnsafe(ref _slopes[upper])),
        Vector256.Create(Vector128.LoadUnsafe(ref _intercepts[lower]), Vector128.LoadUnsafe(ref _intercepts[upper])));

    private bool Find(LineSearch search, OutputStage stage, ReadOnlySpan<int> channels, int first, Dictionary<double, OutputLine?> found)
    {
        for (var column = first; column < Math.Min(first + Block, channels.Length); column++)
        {
            // Channels of one factor have one line, but for a bias that is part of their formula.
            var channel = channels[column];
            var key = stage.Scaling?.RealBias is null ? stage.Factor(channel) : channel;
            if (!found.TryGetValue(key, out var line))
            {
                found[key] = line = search.Find(channel);
            }

            if (line is not { } proven)
            {
                return false;
            }

            (_slopes[column], _intercepts[column]) = (proven.Slope, proven.Intercept);
        }

        return true;
    }
}
