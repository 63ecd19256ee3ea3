using System.Collections.Immutable;
using Mrq.Core.Diagnostics;

namespace Mrq.Core.Graph;

/// <summary>
/// The one in-memory form of a network: tensors by index and operators in the order of execution. Immutable; a pass returns a
/// changed copy. Tensors keep the index that they have in the source file, new ones are appended.
/// </summary>
public sealed record QuantizedGraph
{
    public required string Name { get; init; }

    public required ImmutableArray<Tensor> Tensors { get; init; }

    public required ImmutableArray<Operator> Operators { get; init; }

    /// <summary>Indices of the tensors that a caller fills.</summary>
    public required ImmutableArray<int> Inputs { get; init; }

    /// <summary>Indices of the tensors that a caller reads.</summary>
    public required ImmutableArray<int> Outputs { get; init; }

    /// <summary>The model's other graphs, which operators of the main one call: number 1 comes first. Empty for each of these.</summary>
    public ImmutableArray<QuantizedGraph> Subgraphs { get; init; } = [];

    /// <summary>The graph of a number that an operator calls; null where the model has none, and for 0, which is this graph.</summary>
    public QuantizedGraph? Callee(int number) => number >= 1 && number <= Subgraphs.Length ? Subgraphs[number - 1] : null;

    /// <summary>The graph and each one that it calls, or that one of these calls, once.</summary>
    public IReadOnlyList<QuantizedGraph> WithCallees()
    {
        var (numbers, graphs) = (new HashSet<int>(), new List<QuantizedGraph> { this });
        for (var next = 0; next < graphs.Count; next++)
        {
            foreach (var number in graphs[next].Operators.SelectMany(step => step.Callees))
            {
                if (numbers.Add(number) && Callee(number) is { } callee)
                {
                    graphs.Add(callee);
                }
            }
        }

        return graphs;
    }

    /// <summary>A copy in which some tensors are replaced.</summary>
    public QuantizedGraph WithTensors(IReadOnlyDictionary<int, Tensor> replacements)
    {
        if (replacements.Count == 0)
        {
            return this;
        }

        var tensors = Tensors.ToBuilder();
        foreach (var (index, tensor) in replacements)
        {
            tensors[index] = tensor;
        }

        return this with { Tensors = tensors.MoveToImmutable() };
    }

    /// <summary>The operator as messages name it: "CONV_2D at 12".</summary>
    public string Describe(int operatorIndex) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Operators[operatorIndex].Name} at {operatorIndex}");

    /// <summary>
    /// Checks that every index is in range, that every operator's inputs are there before it runs, that a tensor has one origin (a constant,
    /// a graph input, or one operator), and that graph outputs have any.
    /// </summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.InvalidGraph"/> with the operator or tensor.</exception>
    public void Validate()
    {
        var available = new bool[Tensors.Length];
        var computed = new bool[Tensors.Length];
        for (var i = 0; i < Tensors.Length; i++)
        {
            available[i] = Tensors[i].IsConstant || Tensors[i].IsVariable;
        }

        foreach (var input in Inputs)
        {
            Require(input >= 0 && input < Tensors.Length, $"graph input {input} is not a tensor of the graph.");
            Require(!Tensors[input].IsConstant, $"graph input {input} is a constant, which nobody can fill.", Tensors[input]);
            available[input] = computed[input] = true;
        }

        for (var i = 0; i < Operators.Length; i++)
        {
            var step = Operators[i];
            foreach (var input in step.Inputs)
            {
                Require(input >= -1 && input < Tensors.Length, $"{Describe(i)} reads tensor {input}, which the graph does not have.");
                Require(input < 0 || available[input] || step is OpaqueOperator, $"{Describe(i)} reads tensor {input} before anything has computed it.");
            }

            foreach (var intermediate in step.Intermediates)
            {
                Require(intermediate >= -1 && intermediate < Tensors.Length, $"{Describe(i)} has intermediate {intermediate}, which the graph does not have.");
            }

            foreach (var output in step.Outputs)
            {
                Require(output >= 0 && output < Tensors.Length, $"{Describe(i)} writes tensor {output}, which the graph does not have.");
                Require(!Tensors[output].IsConstant, $"{Describe(i)} writes tensor {output}, which is a constant.", Tensors[output]);
                Require(!computed[output], $"{Describe(i)} writes tensor {output}, which is a graph input or what another operator computes.", Tensors[output]);
                available[output] = computed[output] = true;
            }
        }

        foreach (var output in Outputs)
        {
            Require(output >= 0 && output < Tensors.Length, $"graph output {output} is not a tensor of the graph.");
            Require(available[output], $"graph output {output} is never computed.", Tensors[output]);
        }
    }

    private static void Require(bool condition, string message, Tensor? tensor = null)
    {
        if (!condition)
        {
            throw new MrqException(MrqCodes.InvalidGraph, message, new MrqPlace(Tensor: tensor?.Name));
        }
    }
}
