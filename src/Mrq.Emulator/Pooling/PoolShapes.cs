using Mrq.Core.Geometry;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Pooling;

/// <summary>The geometry of a pooling whose kernel does not requantize.</summary>
internal static class PoolShapes
{
    public static PoolGeometry Of(KernelContext context, PoolingOperator pool)
    {
        context.Require(
            context.ActivationQuantization(context.Input(0)).Equals(context.ActivationQuantization(context.Output())),
            "input and output must have the same scale and zero point.");
        return PoolGeometry.Of(context.Step, pool);
    }
}
