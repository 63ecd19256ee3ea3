using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.State;

/// <summary>A graph that IF or WHILE runs: its inputs are tensors of the caller, which have the same types and shapes.</summary>
internal sealed class GraphCall
{
    private readonly KernelContext _context;
    private readonly int _number;
    private readonly ICallee _callee;

    /// <param name="context">The operator.</param>
    /// <param name="number">The graph.</param>
    /// <param name="inputs">The caller's tensors that are copied into it.</param>
    public GraphCall(KernelContext context, int number, ImmutableArray<int> inputs)
    {
        (_context, _number, _callee) = (context, number, context.Callee(number));
        RequireSame(inputs, Graph.Inputs, "input");
        context.Require(!Graph.Tensors.Any(tensor => tensor.IsVariable), "a graph that runs again and again may have no variable tensors.");
    }

    /// <summary>About how many steps one run takes.</summary>
    public double Steps => _callee.Steps;

    public QuantizedGraph Graph => _callee.Graph;

    /// <summary>What the graph gives out goes to tensors of the caller.</summary>
    public void RequireOutputs(ImmutableArray<int> outputs) => RequireSame(outputs, Graph.Outputs, "output");

    public bool IsTrue(TensorMemory memory) => memory.OfCallee(_number, _callee.Plan).Bytes(Graph.Outputs[0])[0] != 0;

    /// <summary>Runs the graph on some tensors of the caller.</summary>
    public void Run(TensorMemory memory, ImmutableArray<int> inputs)
    {
        var own = memory.OfCallee(_number, _callee.Plan);
        for (var i = 0; i < inputs.Length; i++)
        {
            memory.Bytes(inputs[i]).CopyTo(own.Bytes(Graph.Inputs[i]));
        }

        _callee.RunIn(own);
    }

    /// <summary>Copies the graph's outputs to tensors of the caller.</summary>
    public void CopyOutputs(TensorMemory memory, ImmutableArray<int> outputs)
    {
        var own = memory.OfCallee(_number, _callee.Plan);
        for (var i = 0; i < outputs.Length; i++)
        {
            own.Bytes(Graph.Outputs[i]).CopyTo(memory.Bytes(outputs[i]));
        }
    }

    private void RequireSame(ImmutableArray<int> outside, ImmutableArray<int> inside, string what)
    {
        _context.Require(outside.Length == inside.Length, $"graph {_number} has {inside.Length} {what}s, the operator {outside.Length}.");
        for (var i = 0; i < outside.Length; i++)
        {
            _context.Require(outside[i] >= 0, $"{what} {i} is left out, which a graph's may not be.");
            var (own, other) = (_context.Graph.Tensors[outside[i]], Graph.Tensors[inside[i]]);
            _context.Require(
                own.Type == other.Type && own.Type.BitWidth() > 0 && ContextShapes.Product(_context.Dimensions(own)) == ContextShapes.Product(_context.Dimensions(other)),
                $"'{own.Name}' is {own.Type.FieldName()} {own.Shape}, and {what} {i} of graph {_number} is {other.Type.FieldName()} {other.Shape}.");
        }
    }
}
