using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Activations;

/// <summary>A real function on int16, by a table of 513 samples in float32. Source: LUTPopulate and LUTLookup in TFLite <c>internal/common.h</c>.</summary>
internal readonly struct InterpolatedFunction : IUnaryFunction
{
    private readonly InterpolatedTable _table;

    private InterpolatedFunction(KernelContext context, Func<float, float> function)
    {
        context.RequireSymmetricInt16(context.Input(0), context.Output());
        _table = InterpolatedTable.Of(
            context.ActivationQuantization(context.Input(0)).Scale, 0, function, context.ActivationQuantization(context.Output()).Scale);
    }

    public static InterpolatedFunction Of(KernelContext context) => new(context, RealFunctions.Of(context));

    public int Apply(int value) => _table[(short)value];
}
