using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Elementwise;

/// <summary>Which outcomes of a comparison are true; of two numbers that are not ordered only that they differ.</summary>
internal readonly record struct Outcomes(bool IfLess, bool IfEqual, bool IfGreater)
{
    public static Outcomes Of(Operator step) => step switch
    {
        Equal => new(false, true, false),
        NotEqual => new(true, false, true),
        Greater => new(false, false, true),
        GreaterEqual => new(false, true, true),
        Less => new(true, false, false),
        _ => new(true, true, false),
    };

    public bool Apply<T>(T left, T right)
        where T : INumber<T> =>
        left < right ? IfLess : left > right ? IfGreater : left == right ? IfEqual : IfLess && IfGreater;
}

/// <summary>Comparisons of plain numbers. Source: TFLite <c>kernels/comparisons.cc</c>.</summary>
internal readonly struct ComparisonFunction<T>(KernelContext context) : IPairFunction<T, bool>
    where T : unmanaged, INumber<T>
{
    private readonly Outcomes _outcomes = Outcomes.Of(context.Operator);

    public bool Apply(T left, T right) => _outcomes.Apply(left, right);

    /// <summary>Of quantized integers their real values count.</summary>
    public static Kernel Create(KernelContext context) => context.Input(0).Type switch
    {
        ElementType.UInt8 => QuantizedComparisonFunction<byte>.Create(context),
        ElementType.Int8 => QuantizedComparisonFunction<sbyte>.Create(context),
        ElementType.Int16 when context.Input(0).Quantization is not null => QuantizedComparisonFunction<short>.Create(context),
        _ => new PairKernel<T, bool, ComparisonFunction<T>>(context, new ComparisonFunction<T>(context)),
    };
}

/// <summary>
/// Comparisons of quantized integers: (x − zero point) · 2⁸ · scale of either side, rounded, so that smaller differences than 1/512 are none.
/// Source: ComparisonWithScaling in TFLite <c>reference/comparisons.h</c>.
/// </summary>
internal readonly struct QuantizedComparisonFunction<T> : IPairFunction<T, bool>
    where T : unmanaged, IBinaryInteger<T>
{
    private const int LeftShift = 8;

    private readonly Arithmetic _arithmetic;
    private readonly Outcomes _outcomes;
    private readonly (int ZeroPoint, FixedPointMultiplier Scale) _left;
    private readonly (int ZeroPoint, FixedPointMultiplier Scale) _right;

    private QuantizedComparisonFunction(KernelContext context)
    {
        _arithmetic = context.Arithmetic.ForFunctions;
        _outcomes = Outcomes.Of(context.Operator);
        _left = Side(context, 0);
        _right = Side(context, 1);
    }

    public static Kernel Create(KernelContext context) => new PairKernel<T, bool, QuantizedComparisonFunction<T>>(context, new QuantizedComparisonFunction<T>(context));

    public bool Apply(T left, T right) => _outcomes.Apply(Real(left, _left), Real(right, _right));

    private (int ZeroPoint, FixedPointMultiplier Scale) Side(KernelContext context, int input)
    {
        var quantization = context.ActivationQuantization(context.Input(input));
        return (quantization.ZeroPoint, _arithmetic.Quantize(quantization.Scale));
    }

    private int Real(T value, (int ZeroPoint, FixedPointMultiplier Scale) side) =>
        _arithmetic.Multiply((int.CreateTruncating(value) - side.ZeroPoint) << LeftShift, side.Scale);
}

/// <summary>Comparisons of integers by their real values in float32, as ONNX Runtime has them behind DequantizeLinear.</summary>
internal readonly struct UnfusedComparisonFunction<T>(KernelContext context) : IPairFunction<T, bool>
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly Outcomes _outcomes = Outcomes.Of(context.Operator);
    private readonly RealQuantization _left = RealQuantization.Of(context, context.Input(0));
    private readonly RealQuantization _right = RealQuantization.Of(context, context.Input(1));

    public bool Apply(T left, T right) => _outcomes.Apply(_left.Dequantize(int.CreateTruncating(left)), _right.Dequantize(int.CreateTruncating(right)));
}
