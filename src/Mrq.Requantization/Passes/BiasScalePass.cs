using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Passes;

/// <summary>
/// Biases to a grid of their own, where the target has one. What that rounds off goes into the layer's own weights first: single integers move where their inputs' means make up for it
/// at less cost than it has. The mean of what is left reaches the layers behind, whose biases take it up as they take up every other.
/// </summary>
internal sealed class BiasScalePass : ILayerPass
{
    public string Name => PassNames.BiasScale;

    public LayerState Run(LayerState state, ConversionContext context)
    {
        if (state.BiasRule.Scale is BiasScale.Product or BiasScale.Real || state is not { Bias: { } bias, Rounded: { } rounded })
        {
            return state;
        }

        // One scale for the tensor serves all rows.
        var step = state.Units.InputScale * rounded.Scales[0];
        var exact = Array.ConvertAll(bias, value => value / step);
        var multiple = Multiple(state, exact, step);
        var furthest = multiple * ((1L << (state.BiasRule.Bits - 1)) - 1);
        var held = Array.ConvertAll(exact, value => Math.Clamp(multiple * FloatingPoint.Round(value / multiple), -furthest, furthest));
        if (state is { Moments: { } moments, Inputs: { } inputs } && multiple > 1)
        {
            var integers = BiasRemainder.IntoWeights(state, rounded, moments, inputs.Means().Target, [.. held.Zip(exact, (rounding, value) => rounding - value)], context.Parallel);
            rounded = rounded with { Integers = integers };
        }

        return state with { Rounded = rounded, Bias = Array.ConvertAll(held, value => value * step) };
    }

    private static long Multiple(LayerState state, double[] biases, double step)
    {
        var shift = Math.ILogB(state.Units.OutputScale / step);
        return state.BiasRule.Multiple(biases, shift) ?? throw new MrqException(
            MrqCodes.UnsupportedConversion,
            string.Create(CultureInfo.InvariantCulture, $"the shift of its biases cannot be made legal: {state.BiasRule.Bits} bits within the limits ({state.BiasRule.Shifts.BiasBeside(shift)}) do not hold {biases.Max(Math.Abs):G4} steps of the accumulator; convert the operator by another scheme."),
            state.Place);
    }
}
