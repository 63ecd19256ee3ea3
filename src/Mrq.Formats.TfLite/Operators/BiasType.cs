using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Mapping;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>
/// <c>quantized_bias_type</c> of CONV_2D and FULLY_CONNECTED repeats the type of the bias (int32 or int64) for int16 activations.
/// The graph says it once, by the tensor; where the file says it, too, it must follow when a pass changes the bias.
/// </summary>
internal static class BiasType
{
    private const string Field = "quantized_bias_type";
    private const int BiasInput = 2;

    public static FlatTable KeepInStep(FlatTable step, Operator typed, ImmutableArray<Tensor> tensors)
    {
        if (typed is not (Conv2D or FullyConnected)
            || step["builtin_options"] is not FlatTable options
            || options.Int32(Field) == 0
            || typed.Inputs.Length <= BiasInput
            || typed.Inputs[BiasInput] is not (>= 0 and var bias))
        {
            return step;
        }

        var changed = options.WithScalar(Field, TensorTypes.ToNumber(tensors[bias].Type));
        return ReferenceEquals(changed, options) ? step : step.With("builtin_options", changed);
    }
}
