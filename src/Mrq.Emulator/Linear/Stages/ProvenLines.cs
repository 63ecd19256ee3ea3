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
    private readonly int[] _raised;
    private readonly LineKind[] _kinds;

    private ProvenLines(int columns)
    {
        var blocks = (columns + Block - 1) / Block;
        (_slopes, _intercepts, _raised, _kinds) = (new float[blocks * Block], new float[blocks * Block], new int[blocks * Block], new LineKind[blocks]);
    }

    /// <summary>Null where this machine has no fused multiply-add on eight lanes, or no block has lines.</summary>
    /// <param name="stage">What the lines have to equal.</param>
    /// <param name="channels">The channel of each column.</param>
    /// <param name="lanes">The stage's lanes by columns, where it has some: they make the search fast.</param>
    /// <param name="factors">Factors of float32 by columns, where sums are multiplied by them.</param>
    public static ProvenLines? TryCreate(OutputStage stage, ReadOnlySpan<int> channels, RequantizationLanes? lanes, float[]? factors)
    {
        if (!Fma.IsSupported || !Avx2.IsSupported || LineSearch.TryCreate(stage) is not { } search)
        {
            return null;
        }

        var lines = new ProvenLines(channels.Length);
        lines._raised.AsSpan().Fill(search.UnreachableSum);
        var found = new Dictionary<double, OutputLine?>();
        Func<int, int, OutputLine?> find = (lanes, factors) switch
        {
            ({ HasThresholds: true }, _) => (channel, column) => search.Find(channel, lanes.LoadOne<TiesAway>(column)),
            ({ }, _) => (channel, column) => search.Find(channel, lanes.LoadOne<TiesUp>(column)),
            (_, { }) => (channel, column) => search.Find(channel, RealLanes.Create(Vector256.Create(factors[column]), stage.ZeroPoint, stage.Range)),
            _ => (channel, _) => search.Find(channel, new StageLanes(stage, channel)),
        };
        for (var block = 0; block < lines._kinds.Length; block++)
        {
            lines._kinds[block] = lines.Find(search, stage, channels, block * Block, find, found);
        }

        return Array.TrueForAll(lines._kinds, kind => kind == LineKind.None) ? null : lines;
    }

    /// <summary>The kind that serves some columns, none where one of them has no line.</summary>
    /// <param name="column">The first, a multiple of eight.</param>
    /// <param name="count">A multiple of eight.</param>
    public LineKind KindOf(int column, int count)
    {
        var kind = _kinds[column / Block];
        for (var block = (column / Block) + 1; block < (column + count) / Block && kind != LineKind.None; block++)
        {
            kind = _kinds[block] == LineKind.None ? LineKind.None : (LineKind)Math.Max((int)kind, (int)_kinds[block]);
        }

        return kind;
    }

    /// <summary>Slopes of four columns and of four others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Slopes(int lower, int upper) => Load(_slopes, lower, upper);

    /// <summary>Intercepts of four columns and of four others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Intercepts(int lower, int upper) => Load(_intercepts, lower, upper);

    /// <summary>Raised sums of four columns and of four others; sums that never come where a column has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Raised(int lower, int upper) => Load(_raised, lower, upper);

    private static Vector256<T> Load<T>(T[] values, int lower, int upper)
        where T : struct =>
        Vector256.Create(Vector128.Create<T>(values.AsSpan(lower, Vector128<T>.Count)), Vector128.Create<T>(values.AsSpan(upper, Vector128<T>.Count)));

    private LineKind Find(LineSearch search, OutputStage stage, ReadOnlySpan<int> channels, int first, Func<int, int, OutputLine?> find, Dictionary<double, OutputLine?> found)
    {
        var kind = search.Kind;
        for (var column = first; column < Math.Min(first + Block, channels.Length); column++)
        {
            // Channels of one factor have one line, but for a bias that is part of their formula.
            var channel = channels[column];
            var key = stage.Scaling?.RealBias is null && stage.RealBias is null ? stage.Factor(channel) : channel;
            if (!found.TryGetValue(key, out var line))
            {
                found[key] = line = find(channel, column);
            }

            // What goes wrong for sums that another channel reaches may be right for those of this one.
            if (line is null && stage.ChannelBounds is { } bounds && bounds[channel] != stage.Accumulator.Bound)
            {
                search.SearchWithin(bounds[channel]);
                line = find(channel, column);
                search.SearchWithin(stage.Accumulator.Bound);
            }

            if (line is not { } proven)
            {
                return LineKind.None;
            }

            (_slopes[column], _intercepts[column]) = (proven.Slope, proven.Intercept);
            if (proven.Raised is { } raised)
            {
                (_raised[column], kind) = (raised, kind.Raised());
            }
        }

        return kind;
    }
}
