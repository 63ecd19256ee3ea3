namespace Mrq.Emulator.Activations;

/// <summary>
/// Exponentials of a row below its largest value, and their sum, in float32 as ONNX Runtime's MLAS computes them on x86 with AVX-512: a polynomial of degree 6 after the powers of
/// two are taken out, each step fused; sums in 16 lanes, which are added in pairs at the end. With AVX2 alone there are 8 lanes, so that sums of more than 16 values can differ in
/// their last bit. Source: MlasComputeSumExpF32Kernel in <c>core/mlas/lib/x86_64/TransKernelAvx512F.S</c>, constants in <c>core/mlas/lib/compute.cpp</c>.
/// </summary>
internal static class RowExponentials
{
    private const int Lanes = 16;

    /// <summary>The exponentials of value − largest, and their sum.</summary>
    public static float Compute(ReadOnlySpan<float> row, float largest, Span<float> exponentials)
    {
        Span<float> lanes = stackalloc float[Lanes];
        lanes.Clear();
        for (var i = 0; i < row.Length; i++)
        {
            exponentials[i] = Exponential(row[i] - largest);
            lanes[i % Lanes] += exponentials[i];
        }

        for (var i = 0; i < Lanes / 2; i++)
        {
            lanes[i] += lanes[i + (Lanes / 2)];
        }

        return (lanes[0] + lanes[1] + (lanes[2] + lanes[3])) + (lanes[4] + lanes[5] + (lanes[6] + lanes[7]));
    }

    public static float Largest(ReadOnlySpan<float> row)
    {
        var largest = float.MinValue;
        foreach (var value in row)
        {
            largest = Math.Max(largest, value);
        }

        return largest;
    }

    private static float Exponential(float difference)
    {
        const float RoundingBias = 12582912;
        var value = Math.Max(difference, -103.9720840454f);
        var power = MathF.FusedMultiplyAdd(value, 1.44269504088896341f, RoundingBias) - RoundingBias;
        value = MathF.FusedMultiplyAdd(power, -6.93145752e-1f, value);
        value = MathF.FusedMultiplyAdd(power, -1.42860677e-6f, value);
        var sum = MathF.FusedMultiplyAdd(0.00137805939f, value, 0.00837312452f);
        sum = MathF.FusedMultiplyAdd(sum, value, 0.0416695364f);
        sum = MathF.FusedMultiplyAdd(sum, value, 0.16666472f);
        sum = MathF.FusedMultiplyAdd(sum, value, 0.499999851f);
        sum = MathF.FusedMultiplyAdd(sum, value, 1);
        sum = MathF.FusedMultiplyAdd(sum, value, 1);
        return MathF.ScaleB(sum, (int)power);
    }
}
