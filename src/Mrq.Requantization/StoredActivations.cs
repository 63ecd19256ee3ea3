using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Requantization;

/// <summary>A converted graph in the integers that its file holds: int8 activations as uint8, 128 higher, or int16 ones as uint16, 32768 higher. It is written so; passes and measurement see signed ones.</summary>
public static class StoredActivations
{
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotRepresent"/> with the operators that take signed integers as they are.</exception>
    public static QuantizedGraph Of(QuantizedGraph graph, QuantizationScheme scheme)
    {
        if (scheme.ActivationStorage == ActivationStorage.AsType)
        {
            return graph;
        }

        var (signed, unsigned) = Types(scheme);
        var moved = Activations(graph, signed);
        if (scheme.Activations.ZeroPoint == ZeroPointRule.ZeroOrMinimum)
        {
            moved.RemoveWhere(tensor => graph.Tensors[tensor].Quantization!.ZeroPoint != scheme.Activations.Minimum);
            LeaveMixed(graph, moved);
        }

        var bound = Enumerable.Range(0, graph.Operators.Length).Where(step => IsBound(graph.Operators[step]) && Around(graph.Operators[step]).Any(moved.Contains)).Select(graph.Describe).ToList();
        return bound.Count == 0
            ? Moved(graph, moved, unsigned)
            : throw new MrqException(MrqCodes.CannotRepresent, $"{scheme.Name} stores {signed.FieldName().ToLowerInvariant()} activations as {unsigned.FieldName().ToLowerInvariant()}, and {string.Join(", ", bound)} takes {signed.FieldName().ToLowerInvariant()} as it is; set ActivationStorage to {nameof(ActivationStorage.AsType)} in a scheme based on {scheme.Name}, or change the source model.");
    }

    /// <summary>The inverse, for a file that may obey the scheme: what it holds as unsigned is signed to the rules.</summary>
    public static QuantizedGraph Read(QuantizedGraph graph, QuantizationScheme scheme) =>
        scheme.ActivationStorage == ActivationStorage.AsType ? graph : Moved(graph, Activations(graph, Types(scheme).Unsigned), Types(scheme).Signed);

    private static (ElementType Signed, ElementType Unsigned) Types(QuantizationScheme scheme) =>
        scheme.ActivationStorage == ActivationStorage.UInt16 ? (ElementType.Int16, ElementType.UInt16) : (ElementType.Int8, ElementType.UInt8);

    /// <summary>Quantized tensors of a type that are no weights, among them constants in the place of activations.</summary>
    private static HashSet<int> Activations(QuantizedGraph graph, ElementType type)
    {
        var others = graph.Operators.SelectMany(step => step.Inputs.Where((_, place) => step.Traits.RoleAt(place) is InputRole.Weights or InputRole.Bias)).ToHashSet();
        return [.. Enumerable.Range(0, graph.Tensors.Length).Where(tensor => graph.Tensors[tensor] is { Quantization.IsPerTensor: true } candidate && candidate.Type == type && !others.Contains(tensor))];
    }

    /// <summary>
    /// Kernels take both types side by side in layers and between QUANTIZE's ends alone: what another operator reads or writes beside a tensor that stays int8 stays so, too.
    /// </summary>
    private static void LeaveMixed(QuantizedGraph graph, HashSet<int> moved)
    {
        var operators = graph.Operators.Where(step => step is not (Conv2D or DepthwiseConv2D or FullyConnected or Quantize or Dequantize))
            .Select(step => Around(step).Where(tensor => graph.Tensors[tensor] is { Type: ElementType.Int8, Quantization: not null }).ToArray()).ToList();
        while (operators.Find(tensors => tensors.Any(moved.Contains) && !tensors.All(moved.Contains)) is { } mixed)
        {
            moved.ExceptWith(mixed);
        }
    }

    /// <summary>What reads integers as numbers or memory, runs another graph, or is not known.</summary>
    private static bool IsBound(Operator step) => step is OpaqueOperator or Table or DetectionPostProcess || step.Traits.KeepsQuantization || step.Callees.Count > 0
        || step.Inputs.Where((_, place) => step.Traits.RoleAt(place) == InputRole.State).Any();

    private static IEnumerable<int> Around(Operator step) => step.Inputs.Concat(step.Outputs).Where(tensor => tensor >= 0);

    /// <summary>Zero points count from the smallest integer of the type, and the two types differ in the highest bit of each value.</summary>
    private static QuantizedGraph Moved(QuantizedGraph graph, HashSet<int> moved, ElementType type)
    {
        return graph.WithTensors(moved.ToDictionary(tensor => tensor, tensor => Moved(graph.Tensors[tensor])));

        Tensor Moved(Tensor tensor) => tensor with
        {
            Type = type,
            Quantization = new QuantizationParameters(tensor.Quantization!.Scale, tensor.Quantization.ZeroPoint + type.IntegerRange().Minimum - tensor.Type.IntegerRange().Minimum),
            Data = tensor.Data is { } data ? (ReadOnlyMemory<byte>?)data.ToArray().Select((value, place) => (byte)(IsHighest(place) ? value ^ 0x80 : value)).ToArray() : null,
        };

        // Little endian.
        bool IsHighest(int place) => (place + 1) % (type.BitWidth() / 8) == 0;
    }
}
