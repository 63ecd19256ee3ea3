using System.Runtime.InteropServices;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear;

/// <summary>A linear layer whose output is real: the layer's sums, then each times its channel's scale. Its output stage gives sums, in the same four bytes.</summary>
internal sealed class RealOutputKernel : Kernel
{
    private readonly Kernel _layer;
    private readonly int _output;
    private readonly RealScaling _scaling;
    private readonly bool _isUnfused;

    /// <param name="context">The operator.</param>
    /// <param name="layer">The layer with an output of INT32.</param>
    public RealOutputKernel(KernelContext context, Kernel layer)
    {
        var operands = LinearOperands.Of(context);
        context.Require(operands.FusedActivationFunction == Core.Graph.ActivationFunctionType.None, "a real output has no fused activation.");
        (_layer, _output, _scaling, _isUnfused) = (layer, context.OutputIndex(), RealScaling.Create(context, operands), context.Arithmetic.IsUnfused);
    }

    public override AccumulatorUse? Accumulator => _layer.Accumulator;

    public override void Run(TensorMemory memory)
    {
        _layer.Run(memory);
        var output = memory.Elements<float>(_output);
        var sums = MemoryMarshal.Cast<float, int>(output);
        var channels = _scaling.Factors.Length;
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = _isUnfused ? _scaling.Real(sums[i], i % channels) : sums[i] * _scaling.Factors[i % channels];
        }
    }
}
