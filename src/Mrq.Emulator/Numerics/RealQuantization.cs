using System.Runtime.CompilerServices;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Numerics;

/// <summary>
/// One scale and zero point as ONNX Runtime computes with them: real = f32((q − z)·s), q = RNE(clamp(f32(real / s))) + z, all in float32; not-a-number
/// becomes the least value. Source: <c>core/mlas/lib/quantize.cpp</c>, <c>dequantize.cpp</c>.
/// </summary>
internal readonly record struct RealQuantization(float Scale, int ZeroPoint, int Low, int High)
{
    public static RealQuantization Of(KernelContext context, Tensor tensor)
    {
        var quantization = context.ActivationQuantization(tensor);
        return Of(tensor.Type, quantization.Scale, quantization.ZeroPoint);
    }

    public static RealQuantization Of(ElementType type, float scale, int zeroPoint)
    {
        var (low, high) = type.IntegerRange();
        return new(scale, zeroPoint, low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Dequantize(int value) => (float)(value - ZeroPoint) * Scale;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Quantize(float real) => Round(real / Scale);

    /// <summary>A number of steps, rounded to a value of the type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Round(float steps) => (int)MathF.Round(Math.Min(Math.Max(float.IsNaN(steps) ? float.NegativeInfinity : steps, Low - ZeroPoint), High - ZeroPoint), MidpointRounding.ToEven) + ZeroPoint;

    /// <summary>A number of steps with the zero point already in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int RoundWithZeroPoint(float value) => (int)MathF.Round(Math.Min(Math.Max(value, Low), High), MidpointRounding.ToEven);

    /// <summary>The same as if int8 were uint8, 128 higher.</summary>
    public RealQuantization Shifted(bool shifts) => shifts && Low == sbyte.MinValue ? this with { ZeroPoint = ZeroPoint + 128, Low = 0, High = byte.MaxValue } : this;
}
