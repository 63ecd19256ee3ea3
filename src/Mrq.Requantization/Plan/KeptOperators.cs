using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Emulator;

namespace Mrq.Requantization.Plan;

/// <summary>
/// Operators that the scheme of a conversion cannot hold keep another quantization, with a QUANTIZE on each border: those whose memory and weights conversion does not
/// touch and those that take integers as numbers keep the source's, those without a kernel for the scheme's types the nearest for which there is one.
/// </summary>
/// <param name="Assignment">What was asked for, but for these.</param>
/// <param name="Warnings">One for each.</param>
internal sealed record KeptOperators(SchemeAssignment Assignment, ImmutableArray<(MrqCode Code, string Message)> Warnings)
{
    public static KeptOperators Of(QuantizedGraph source, SchemeAssignment wanted)
    {
        var (assignment, warnings) = (wanted, ImmutableArray.CreateBuilder<(MrqCode Code, string Message)>());
        for (var step = 0; step < source.Operators.Length; step++)
        {
            if (TypeOf(source, step) is not { } own)
            {
                continue;
            }

            var (scheme, traits) = (wanted[step], source.Operators[step].Traits);
            if (traits.KeepsQuantization || source.Operators[step] is VarHandle || IsWide(source, source.Operators[step]))
            {
                if (!(scheme.Activations.Type == own && scheme.Activations.KeepsGrids))
                {
                    assignment = Keep(assignment, step, scheme, own);
                    Warn(step, own, source.Operators[step].Callees.Count > 0 ? "conversion leaves the graphs that it runs as they are" : traits.KeepsParameters ? "conversion leaves its weights and its memory as they are" : source.Operators[step] is VarHandle ? "variables keep their type" : source.Operators[step] is Quantize ? "no scheme says what becomes of INT32" : "it computes on stored integers, whatever their scale is");
                }
            }
            else if (!HasKernel(source, step, scheme.Activations.Type) && Nearest(source, step, own, scheme.Activations.Type) is { } nearest)
            {
                assignment = Keep(assignment, step, scheme, nearest);
                Warn(step, nearest, $"there is no kernel for {scheme.Activations.Type.FieldName()}");
            }
        }

        return new KeptOperators(assignment, warnings.ToImmutable());

        void Warn(int step, ElementType type, string reason) =>
            warnings.Add((MrqCodes.KeptOperator, $"{source.Describe(step)} is computed in {type.FieldName()} with a scale and zero point as in the source: {reason}."));
    }

    /// <summary>The type of the activations around an operator; of a handle's variable that of what is read from it or written to it. Null where nothing is quantized.</summary>
    private static ElementType? TypeOf(QuantizedGraph graph, int index)
    {
        var step = graph.Operators[index];
        var around = step is VarHandle
            ? graph.Operators.Where(user => user is ReadVariable or AssignVariable && user.InputAt(0) == step.Outputs[0]).SelectMany(user => user.Outputs.Concat(user.Inputs))
            : step.Inputs.Where((_, place) => step.Traits.RoleAt(place) == InputRole.Data).Concat(step.Outputs);
        return (step is Quantize && !IsWide(graph, step)) || step is Dequantize
            ? null
            : around.Where(tensor => tensor >= 0 && ActivationParameters.IsQuantized(graph.Tensors[tensor])).Select(tensor => (ElementType?)graph.Tensors[tensor].Type).FirstOrDefault();
    }

    /// <summary>A QUANTIZE from or to quantized numbers of 32 bits.</summary>
    private static bool IsWide(QuantizedGraph graph, Operator step) => step is Quantize && step.Inputs.Concat(step.Outputs).Any(tensor => tensor >= 0 && graph.Tensors[tensor].Type == ElementType.Int32);

    /// <summary>Whether the operator runs with activations of a type, its weights being of 8 bits.</summary>
    private static bool HasKernel(QuantizedGraph graph, int index, ElementType type)
    {
        var step = graph.Operators[index];
        var parameters = step.Traits.IsLinear && step.InputOf(InputRole.Weights) is { } weights ? new[] { weights } : [];
        var weightType = type == ElementType.UInt8 ? ElementType.UInt8 : ElementType.Int8;
        var tensors = graph.Tensors.ToBuilder();
        foreach (var tensor in step.Inputs.Concat(step.Outputs).Where(tensor => tensor >= 0 && (ActivationParameters.IsQuantized(graph.Tensors[tensor]) || parameters.Contains(tensor))))
        {
            tensors[tensor] = tensors[tensor] with { Type = parameters.Contains(tensor) ? weightType : type };
        }

        if (step is Table table && ConvertedTables.CanConvert(graph, table) && ActivationParameters.IsQuantized(graph.Tensors[table.Outputs[0]]))
        {
            tensors[table.Inputs[1]] = tensors[table.Inputs[1]] with { Type = type };
        }

        return EmulatorCoverage.Contains(graph with { Tensors = tensors.MoveToImmutable() }, index);
    }

    /// <summary>The source's type or int8, where the operator has a kernel; the first to which a QUANTIZE leads and back, or the first by way of real numbers.</summary>
    private static ElementType? Nearest(QuantizedGraph graph, int index, ElementType own, ElementType wanted) =>
        new[] { own, ElementType.Int8 }.Where(type => type != wanted && HasKernel(graph, index, type))
            .OrderBy(type => EmulatorCoverage.Quantizes(wanted, type) && EmulatorCoverage.Quantizes(type, wanted) ? 0 : 1).Select(type => (ElementType?)type).FirstOrDefault();

    private static SchemeAssignment Keep(SchemeAssignment assignment, int step, QuantizationScheme scheme, ElementType type)
    {
        var (minimum, maximum) = type.IntegerRange();
        var own = scheme with
        {
            Weights = type == ElementType.UInt8
                ? new TensorRule(ElementType.UInt8, byte.MinValue, byte.MaxValue, ZeroPointRule.Free, Granularity.PerTensor)
                : new TensorRule(ElementType.Int8, -sbyte.MaxValue, sbyte.MaxValue, ZeroPointRule.Zero, Granularity.PerChannel),
            Activations = new TensorRule(type, minimum, maximum, ZeroPointRule.Free, Granularity.PerTensor),
            Arithmetic = scheme.Arithmetic.Requantization.Method == RequantizationMethod.Shift ? Arithmetic.Gemmlowp : scheme.Arithmetic,
        };
        return assignment with { ByOperator = assignment.ByOperator.SetItem(step, own) };
    }
}
