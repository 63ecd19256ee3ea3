using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Lowering;

/// <summary>A graph of another container with operators that TFLite has: pads as frames, tables as functions or lookups.</summary>
internal static class TfLiteForm
{
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotRepresent"/> with all operators that have no form.</exception>
    public static QuantizedGraph Of(QuantizedGraph graph)
    {
        var builder = new FormBuilder(graph);
        var refusals = new UnwritableOperators("TFLite", graph);
        for (var index = 0; index < graph.Operators.Length; index++)
        {
            var step = new GraphStep(graph, index);
            refusals.Try(index, () =>
            {
                RequireTypes(step);
                Write(builder, step);
            });
        }

        refusals.ThrowIfAny();
        return Used(TurnedPairs.Removed(builder.Graph));
    }

    private static void Write(FormBuilder builder, GraphStep step)
    {
        switch (step.Operator)
        {
            case Conv2D { Pads: not null } or DepthwiseConv2D { Pads: not null }:
                WindowForm.Convolution(builder, step);
                break;
            case TransposeConv { Pads: not null }:
                WindowForm.Transposed(builder, step);
                break;
            case MaxPool2D { Pads: not null } or MaxPool2D { CeilMode: true }:
                WindowForm.MaxPool(builder, step);
                break;
            case AveragePool2D { Pads: not null } or AveragePool2D { CeilMode: true }:
                WindowForm.AveragePool(builder, step);
                break;
            case Table:
                TableForm.Write(builder, step);
                break;
            default:
                GridForm.Emit(builder, step.Operator);
                break;
        }
    }

    /// <summary>What TFLite's kernels take no types of.</summary>
    private static void RequireTypes(GraphStep step)
    {
        foreach (var tensor in step.Operator.Inputs.Concat(step.Operator.Outputs).Where(tensor => tensor >= 0).Select(tensor => step.Graph.Tensors[tensor]))
        {
            UnwritableException.Require(tensor.Type != ElementType.UInt16, "activations of UINT16");
            UnwritableException.Require(tensor is not { Quantization.IsPerTensor: false, IsConstant: false }, "channels of an activation have scales of their own");
        }

        if (step.Operator.Traits.IsLinear && step.Operator.InputOf(InputRole.Data) is { } data && step.Operator.InputOf(InputRole.Weights) is { } weights)
        {
            var (input, filter, output) = (step.Graph.Tensors[data].Type, step.Graph.Tensors[weights].Type, step.Output().Type);
            UnwritableException.Require(output == input, $"a layer whose input is {input.FieldName()} and whose result is {output.FieldName()}");
            UnwritableException.Require(
                input == filter || (input, filter) is (ElementType.Int16, ElementType.Int8) or (ElementType.Int8, ElementType.Int4),
                $"activations of {input.FieldName()} with weights of {filter.FieldName()} (a scheme of TFLite, such as tflite-int8, gives them types of its own)");
        }
    }

    /// <summary>Without the constants that no operator reads any more.</summary>
    private static QuantizedGraph Used(QuantizedGraph graph)
    {
        var used = graph.Inputs.Concat(graph.Outputs).Concat(graph.Operators.SelectMany(step => step.Inputs.Concat(step.Outputs).Concat(step.Intermediates))).Where(tensor => tensor >= 0).Distinct().Order().ToList();
        var places = used.Select((tensor, place) => (tensor, place)).ToDictionary(entry => entry.tensor, entry => entry.place);
        int Place(int tensor) => tensor < 0 ? tensor : places[tensor];
        return graph with
        {
            Tensors = [.. used.Select(tensor => graph.Tensors[tensor])],
            Operators = [.. graph.Operators.Select(step => step with { Inputs = [.. step.Inputs.Select(Place)], Outputs = [.. step.Outputs.Select(Place)], Intermediates = [.. step.Intermediates.Select(Place)] })],
            Inputs = [.. graph.Inputs.Select(Place)],
            Outputs = [.. graph.Outputs.Select(Place)],
        };
    }
}
