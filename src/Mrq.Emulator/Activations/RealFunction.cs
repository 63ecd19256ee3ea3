using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Activations;

/// <summary>
/// LOGISTIC, TANH and other functions on 8 bits, for a table: dequantize, apply the function, multiply by 1 / s_out, round half away from zero,
/// add the zero point, clamp - each step in float32. Source: LUTPopulate in TFLite <c>internal/common.h</c>,
/// <c>kernels/activations.cc</c>, <c>exp.cc</c>, <c>elementwise.cc</c>. (<see cref="Int8Sigmoid"/> is what tflite-micro computes.)
/// </summary>
/// <remarks>
/// The function itself is taken in double and rounded, so that it does not depend on the C library of the machine. TFLite's
/// expf and tanhf may differ from that in the last bit, which shows only where the rounding is a tie.
/// </remarks>
internal readonly struct RealFunction : IUnaryFunction
{
    private readonly Func<float, float> _function;
    private readonly float _inputScale;
    private readonly int _inputZeroPoint;
    private readonly float _inverseOutputScale;
    private readonly int _outputZeroPoint;
    private readonly ActivationRange _range;

    private RealFunction(KernelContext context, Func<float, float> function)
    {
        var input = context.ActivationQuantization(context.Input(0));
        var output = context.ActivationQuantization(context.Output());
        _function = function;
        (_inputScale, _inputZeroPoint) = (input.Scale, input.ZeroPoint);
        (_inverseOutputScale, _outputZeroPoint) = (1 / output.Scale, output.ZeroPoint);
        _range = ActivationRange.Create(context, ActivationFunctionType.None, context.Output().Type, output);
    }

    public static RealFunction Logistic(KernelContext context)
    {
        context.RequireOutputQuantization(!context.Arithmetic.Quirks.RefusesOtherOutputs || context.ActivationQuantization(context.Output()).Scale == 1 / 256f, "scale 1/256");
        return new RealFunction(context, x => 1 / (1 + (float)Math.Exp(-x)));
    }

    /// <summary>EXP, LOG, ELU and GELU.</summary>
    public static RealFunction Of(KernelContext context) => new(context, RealFunctions.Of(context));

    public static RealFunction Tanh(KernelContext context) => new(context, x => (float)Math.Tanh(x));

    public int Apply(int value)
    {
        var x = _inputScale * unchecked(value - _inputZeroPoint);
        return _range.Clamp((int)(FloatingPoint.Round(_function(x) * _inverseOutputScale) + _outputZeroPoint));
    }
}
