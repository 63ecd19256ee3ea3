using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mrq.Emulator.Numerics;

/// <summary>How eight columns' sums become numbers of output steps, in registers. AVX2.</summary>
internal interface IStageLanes
{
    Vector256<int> Apply(Vector256<int> sums);

    /// <summary>32 such numbers as bytes; they want their zero point, but for lines.</summary>
    static virtual Vector256<byte> Narrow<T>(ByteRange256<T> range, Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d)
        where T : unmanaged, IBinaryInteger<T> =>
        range.Narrow(a, b, c, d);
}

/// <summary>Lines, which have the zero point in them. FMA.</summary>
internal readonly struct LineLanes(Vector256<float> slopes, Vector256<float> intercepts) : IStageLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Apply(Vector256<int> sums) => Avx.ConvertToVector256Int32(Fma.MultiplyAdd(Avx.ConvertToVector256Single(sums), slopes, intercepts));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Narrow<T>(ByteRange256<T> range, Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d)
        where T : unmanaged, IBinaryInteger<T> =>
        range.NarrowAsIs(a, b, c, d);
}

/// <summary>ONNX Runtime's multiplication of float32, clamped before it is rounded: see <see cref="Linear.Stages.RealScaling"/>, where the factor has the output's scale.</summary>
internal readonly struct RealLanes(Vector256<float> factors, Vector256<float> minimum, Vector256<float> maximum) : IStageLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Apply(Vector256<int> sums) =>
        Avx.ConvertToVector256Int32(Avx.Min(Avx.Max(Avx.Multiply(Avx.ConvertToVector256Single(sums), factors), minimum), maximum));
}
