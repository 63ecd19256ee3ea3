using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mrq.Emulator.Numerics;

/// <summary>How eight columns' sums become numbers of output steps, in registers. AVX2.</summary>
internal interface IStageLanes
{
    /// <summary>Whether the numbers have the output's zero point already.</summary>
    static abstract bool HasZeroPoint { get; }

    Vector256<int> Apply(Vector256<int> sums);
}

/// <summary>A multiplication of float32, clamped before ties go to even: ONNX Runtime's (see <see cref="Linear.Stages.RealScaling"/>, where the factor has the output's scale), and engines' of float32 factors.</summary>
internal readonly struct RealLanes(Vector256<float> factors, Vector256<float> minimum, Vector256<float> maximum) : IStageLanes
{
    public static bool HasZeroPoint => false;

    public static RealLanes Create(Vector256<float> factors, int zeroPoint, ActivationRange range) =>
        new(factors, Vector256.Create((float)range.Minimum - zeroPoint), Vector256.Create((float)range.Maximum - zeroPoint));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Apply(Vector256<int> sums) =>
        Avx.ConvertToVector256Int32(Avx.Min(Avx.Max(Avx.Multiply(Avx.ConvertToVector256Single(sums), factors), minimum), maximum));
}

/// <summary>Sums made real, with a bias that is added then, over the output's scale, as <see cref="Linear.Stages.RealBias"/> has it; clamped before ties go to even.</summary>
internal readonly struct RealBiasLanes(Vector256<float> products, Vector256<float> biases, Vector256<float> scale, Vector256<float> minimum, Vector256<float> maximum) : IStageLanes
{
    public static bool HasZeroPoint => false;

    public static RealBiasLanes Create(Vector256<float> products, Vector256<float> biases, float outputScale, int zeroPoint, ActivationRange range) =>
        new(products, biases, Vector256.Create(outputScale), Vector256.Create((float)range.Minimum - zeroPoint), Vector256.Create((float)range.Maximum - zeroPoint));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Apply(Vector256<int> sums)
    {
        var steps = Avx.Divide(Avx.Add(Avx.Multiply(Avx.ConvertToVector256Single(sums), products), biases), scale);
        return Avx.ConvertToVector256Int32(Avx.Min(Avx.Max(steps, minimum), maximum));
    }
}
