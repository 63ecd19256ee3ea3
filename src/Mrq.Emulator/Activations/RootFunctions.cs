using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Activations;

/// <summary>SQRT in float32, the quotient by the output's scale cut off, not rounded. Source: SqrtEvalQuantized in TFLite <c>kernels/elementwise.cc</c>.</summary>
internal readonly struct SqrtFunction : IUnaryFunction
{
    private readonly float _inputScale;
    private readonly int _inputZeroPoint;
    private readonly float _outputScale;
    private readonly int _outputZeroPoint;
    private readonly ActivationRange _range;

    public SqrtFunction(KernelContext context)
    {
        var (input, output) = (context.ActivationQuantization(context.Input(0)), context.ActivationQuantization(context.Output()));
        context.RequireSymmetricInt16(context.Input(0), context.Output());
        (_inputScale, _inputZeroPoint) = (input.Scale, input.ZeroPoint);
        (_outputScale, _outputZeroPoint) = (output.Scale, output.ZeroPoint);
        _range = ActivationRange.Create(context, ActivationFunctionType.None, context.Output().Type, output);
    }

    public int Apply(int value)
    {
        var root = MathF.Sqrt(_inputScale * Math.Max(0, value - _inputZeroPoint));
        return _range.Clamp((long)(int)(root / _outputScale) + _outputZeroPoint);
    }
}

/// <summary>
/// RSQRT on int8: gemmlowp's 1/√q with 20 bits behind the point, times 1 / (√s · s_out); of 0 the largest integer. Source: RsqrtEvalQuantizedInt8 in TFLite
/// <c>kernels/elementwise.cc</c>.
/// </summary>
internal readonly struct RsqrtFunction : IUnaryFunction
{
    private const int FractionBits = 20;

    private readonly Arithmetic _arithmetic;
    private readonly int _inputZeroPoint;
    private readonly int _outputZeroPoint;
    private readonly FixedPointMultiplier _multiplier;
    private readonly ActivationRange _range;

    public RsqrtFunction(KernelContext context)
    {
        var (input, output) = (context.ActivationQuantization(context.Input(0)), context.ActivationQuantization(context.Output()));
        _arithmetic = context.Arithmetic.ForFunctions;
        (_inputZeroPoint, _outputZeroPoint) = (input.ZeroPoint, output.ZeroPoint);
        var multiplier = _arithmetic.Quantize(1.0 / (MathF.Sqrt(input.Scale) * output.Scale));
        _multiplier = multiplier with { Shift = Math.Max(-31, multiplier.Shift - FractionBits) };
        _range = ActivationRange.Create(context, ActivationFunctionType.None, context.Output().Type, output);
    }

    public int Apply(int value)
    {
        var centered = value - _inputZeroPoint;
        if (centered <= 0)
        {
            return _range.Maximum;
        }

        var root = InverseSquareRoot.Of(centered);
        var fraction = _arithmetic.Multiply(1, root with { Shift = root.Shift + FractionBits });
        return _range.Clamp((long)_arithmetic.Multiply(fraction, _multiplier) + _outputZeroPoint);
    }
}

/// <summary>Functions of numbers that are not negative, as TFLite runs them: it refuses a sample in which one is, and other runtimes take 0 for it.</summary>
internal static class RootKernels
{
    public static Kernel Create<T, TFunction>(KernelContext context, TFunction function)
        where T : unmanaged, IBinaryInteger<T>
        where TFunction : struct, IUnaryFunction
    {
        var zero = T.CreateTruncating(context.ActivationQuantization(context.Input(0)).ZeroPoint);
        return CheckedKernel<T>.WhereRefused(context, UnaryKernel<T, T>.Create(context, function), 0, value => value >= zero, "it stands for a negative number");
    }
}
