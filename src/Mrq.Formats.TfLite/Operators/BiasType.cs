using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Mapping;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>
/// <c>quantized_bias_type</c> of CONV_2D, FULLY_CONNECTED and TRANSPOSE_CONV repeats the type of the bias (int32 or int64) for int16 activations.
/// The graph says it once, by the tensor; where the file says it, too, it must follow when a pass changes the bias. A file that contradicts itself
/// is kept as it is.
/// </summary>
internal static class BiasType
{
    private const string Field = "quantized_bias_type";

    /// <param name="step">The table <c>Operator</c>.</param>
    /// <param name="typed">The operator as it is to be written.</param>
    /// <param name="graph">Its graph.</param>
    /// <param name="source">The graph of the file.</param>
    /// <param name="from">The operator's index there; null for a new one.</param>
    public static FlatTable KeepInStep(FlatTable step, Operator typed, QuantizedGraph graph, QuantizedGraph source, int? from)
    {
        if (typed is not (Conv2D or FullyConnected or TransposeConv)
            || step["builtin_options"] is not FlatTable options
            || options.Int32(Field) == 0
            || typed.InputOf(InputRole.Bias) is not { } bias
            || (from is { } index && source.Operators[index].InputOf(InputRole.Bias) is { } before && source.Tensors[before].Type == graph.Tensors[bias].Type))
        {
            return step;
        }

        return step.With("builtin_options", options.WithScalar(Field, TensorTypes.ToNumber(graph.Tensors[bias].Type)));
    }
}
