using System.Numerics;
using Mrq.Core.Geometry;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear.Products;

/// <summary>
/// Weights of a depthwise convolution for <see cref="TapQuads"/>, block by block of 32 channels; the last block starts early where the channels
/// are no multiple, and computes some twice. Where weights are beyond int8, as centered uint8 weights can be, their groups of taps come a second time with the rest of each.
/// </summary>
internal sealed class DepthwiseQuads
{
    private const int Lanes = TapQuads.Channels;
    private readonly ReadOnlyMemory<int>[] _weights;
    private readonly int[][] _repeated;
    private readonly int[] _sums;
    private ReadOnlyMemory<int> _initial;

    private DepthwiseQuads(ReadOnlyMemory<int>[] weights, int[][] repeated, int[] channels, int[] sums) => (_weights, _repeated, Channels, _sums) = (weights, repeated, channels, sums);

    /// <summary>The channel of each column: 32 a block.</summary>
    public int[] Channels { get; }

    public int Blocks => _weights.Length;

    /// <summary>Groups of taps of the largest block.</summary>
    public int Taps => _weights.Max(block => block.Length / Lanes);

    /// <summary>Null where a weight is no sum of two bytes.</summary>
    /// <param name="geometry">At least 32 channels, one output for each.</param>
    /// <param name="weights">Centered, [tap][channel].</param>
    public static DepthwiseQuads? TryCreate(ConvolutionGeometry geometry, ReadOnlySpan<short> weights)
    {
        foreach (var weight in weights)
        {
            if (weight is < 2 * sbyte.MinValue or > 2 * sbyte.MaxValue)
            {
                return null;
            }
        }

        var blocks = (geometry.OutputChannels + Lanes - 1) / Lanes;
        int[] channels = [.. Enumerable.Range(0, blocks * Lanes).Select(column => Math.Min(column / Lanes * Lanes, geometry.OutputChannels - Lanes) + (column % Lanes))];
        var (packed, repeated, sums) = (new ReadOnlyMemory<int>[blocks], new int[blocks][], new int[channels.Length]);
        for (var block = 0; block < blocks; block++)
        {
            (packed[block], repeated[block]) = Pack(geometry, weights, channels[block * Lanes], sums.AsSpan(block * Lanes, Lanes));
        }

        return new DepthwiseQuads(packed, repeated, channels, sums);
    }

    public int FirstChannel(int block) => Channels[block * Lanes];

    public int TapsOf(int block) => _weights[block].Length / Lanes;

    /// <summary>The groups that come a second time, behind all others.</summary>
    public ReadOnlySpan<int> Repeated(int block) => _repeated[block];

    public ReadOnlySpan<int> Weights(int block) => _weights[block].Span;

    public ReadOnlySpan<int> Initial(int block) => _initial.Span.Slice(block * Lanes, Lanes);

    /// <summary>Sets what the sums start from: the stage's bias, less the weights times what every input has too much.</summary>
    public void Start<T>(TileStage<T> stage, int inputExcess)
        where T : unmanaged, IBinaryInteger<T>
    {
        var initial = new int[Channels.Length];
        for (var column = 0; column < initial.Length; column++)
        {
            var ordered = (column / Lanes * Lanes) + TapQuads.ChannelAt(column % Lanes);
            initial[column] = unchecked(stage.InitialSum(ordered) - (_sums[ordered] * inputExcess));
        }

        _initial = CacheLine.Copy(initial);
    }

    /// <summary>The lines of a block whose columns all have one.</summary>
    public static QuadLines<TLanes> Load<TLanes>(ProvenLines lines, int block)
        where TLanes : struct, ILineLanes<TLanes>
    {
        var first = block * Lanes;
        return new(TLanes.Load(lines, first, first + 16), TLanes.Load(lines, first + 4, first + 20), TLanes.Load(lines, first + 8, first + 24), TLanes.Load(lines, first + 12, first + 28));
    }

    private static (ReadOnlyMemory<int> Words, int[] Repeated) Pack(ConvolutionGeometry geometry, ReadOnlySpan<short> weights, int firstChannel, Span<int> sums)
    {
        var (height, width) = (geometry.Vertical.Kernel, geometry.Horizontal.Kernel);
        var groups = (width + 3) / 4;
        var once = height * groups * Lanes;
        var (packed, rest) = (new int[once], new int[once]);
        for (var place = 0; place < Lanes; place++)
        {
            var ordered = TapQuads.ChannelAt(place);
            for (var tap = 0; tap < height * width; tap++)
            {
                var (ky, kx) = Math.DivRem(tap, width);
                var weight = weights[(tap * geometry.OutputChannels) + firstChannel + ordered];
                var byteWeight = Math.Clamp((int)weight, sbyte.MinValue, sbyte.MaxValue);
                var word = (((ky * groups) + (kx / 4)) * Lanes) + place;
                packed[word] |= (byteWeight & 0xFF) << (kx % 4 * 8);
                rest[word] |= ((weight - byteWeight) & 0xFF) << (kx % 4 * 8);
                sums[ordered] += weight;
            }
        }

        int[] repeated = [.. Enumerable.Range(0, once / Lanes).Where(group => rest.AsSpan(group * Lanes, Lanes).ContainsAnyExcept(0))];
        return (CacheLine.Copy([.. packed, .. repeated.SelectMany(group => rest[(group * Lanes)..((group + 1) * Lanes)])]), repeated);
    }
}
