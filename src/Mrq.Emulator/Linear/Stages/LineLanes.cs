using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear.Stages;

/// <summary>Lines of eight columns in registers. FMA.</summary>
internal interface ILineLanes<TSelf> : IStageLanes
    where TSelf : struct, ILineLanes<TSelf>
{
    /// <summary>The lines of four columns and of four others.</summary>
    static abstract TSelf Load(ProvenLines lines, int lower, int upper);

    /// <summary>The lines of eight columns.</summary>
    static virtual TSelf Load(ProvenLines lines, int column) => TSelf.Load(lines, column, column + 4);
}

/// <summary><see cref="LineKind.Plain"/>.</summary>
internal readonly struct LineLanes(Vector256<float> slopes, Vector256<float> intercepts) : ILineLanes<LineLanes>
{
    public static bool HasZeroPoint => true;

    public static LineLanes Load(ProvenLines lines, int lower, int upper) => new(lines.Slopes(lower, upper), lines.Intercepts(lower, upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Apply(Vector256<int> sums) => Avx.ConvertToVector256Int32(Fma.MultiplyAdd(Avx.ConvertToVector256Single(sums), slopes, intercepts));
}

/// <summary><see cref="LineKind.Raised"/>.</summary>
internal readonly struct RaisedLanes(Vector256<float> slopes, Vector256<float> intercepts, Vector256<int> raised) : ILineLanes<RaisedLanes>
{
    public static bool HasZeroPoint => true;

    public static RaisedLanes Load(ProvenLines lines, int lower, int upper) => new(lines.Slopes(lower, upper), lines.Intercepts(lower, upper), lines.Raised(lower, upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Apply(Vector256<int> sums) =>
        Avx.ConvertToVector256Int32(Fma.MultiplyAdd(Avx.ConvertToVector256Single(sums), slopes, intercepts)) - Avx2.CompareEqual(sums, raised);
}

/// <summary><see cref="LineKind.Signed"/>.</summary>
internal readonly struct SignedLanes(Vector256<float> slopes, Vector256<float> intercepts) : ILineLanes<SignedLanes>
{
    public static bool HasZeroPoint => false;

    public static SignedLanes Load(ProvenLines lines, int lower, int upper) => new(lines.Slopes(lower, upper), lines.Intercepts(lower, upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Apply(Vector256<int> sums) =>
        Avx2.Sign(Avx.ConvertToVector256Int32(Fma.MultiplyAdd(Avx.ConvertToVector256Single(Avx2.Abs(sums).AsInt32()), slopes, intercepts)), sums);
}

/// <summary><see cref="LineKind.SignedRaised"/>.</summary>
internal readonly struct SignedRaisedLanes(Vector256<float> slopes, Vector256<float> intercepts, Vector256<int> raised) : ILineLanes<SignedRaisedLanes>
{
    public static bool HasZeroPoint => false;

    public static SignedRaisedLanes Load(ProvenLines lines, int lower, int upper) => new(lines.Slopes(lower, upper), lines.Intercepts(lower, upper), lines.Raised(lower, upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Apply(Vector256<int> sums)
    {
        var magnitudes = Avx.ConvertToVector256Int32(Fma.MultiplyAdd(Avx.ConvertToVector256Single(Avx2.Abs(sums).AsInt32()), slopes, intercepts));
        return Avx2.Sign(magnitudes - Avx2.CompareEqual(sums, raised), sums);
    }
}

/// <summary>What has no lanes: one channel of a stage, value by value, zero point and clamp included.</summary>
internal readonly struct StageLanes(OutputStage stage, int channel) : IStageLanes
{
    public static bool HasZeroPoint => true;

    public Vector256<int> Apply(Vector256<int> sums)
    {
        for (var i = 0; i < Vector256<int>.Count; i++)
        {
            sums = sums.WithElement(i, stage.Requantize(sums[i], channel));
        }

        return sums;
    }
}
