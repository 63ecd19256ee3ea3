using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.State;

/// <summary>IF: one of two graphs runs, with the shapes that the file says. Source: TFLite <c>kernels/if.cc</c>.</summary>
internal sealed class IfKernel : Kernel
{
    private readonly int _condition;
    private readonly ImmutableArray<int> _inputs;
    private readonly ImmutableArray<int> _outputs;
    private readonly GraphCall _then;
    private readonly GraphCall _else;

    public IfKernel(KernelContext context)
    {
        var step = (If)context.Operator;
        context.Require(ContextShapes.Product(context.Dimensions(context.Input(0))) == 1, "the condition must be one value.");
        (_condition, _inputs, _outputs) = (context.InputIndex(0), step.Inputs[1..], step.Outputs);
        (_then, _else) = (new GraphCall(context, step.ThenSubgraphIndex, _inputs), new GraphCall(context, step.ElseSubgraphIndex, _inputs));
        _then.RequireOutputs(_outputs);
        _else.RequireOutputs(_outputs);
    }

    public override void Run(TensorMemory memory)
    {
        var chosen = memory.Bytes(_condition)[0] != 0 ? _then : _else;
        chosen.Run(memory, _inputs);
        chosen.CopyOutputs(memory, _outputs);
    }
}

/// <summary>
/// WHILE: the operator's outputs hold what goes round, copies of its inputs at first, with the shapes that the file says. Source: TFLite <c>kernels/while.cc</c>.
/// </summary>
internal sealed class WhileKernel : Kernel
{
    private readonly KernelContext _context;
    private readonly ImmutableArray<int> _inputs;
    private readonly ImmutableArray<int> _outputs;
    private readonly GraphCall _condition;
    private readonly GraphCall _body;

    public WhileKernel(KernelContext context)
    {
        var step = (While)context.Operator;
        (_context, _inputs, _outputs) = (context, step.Inputs, step.Outputs);
        _condition = new GraphCall(context, step.CondSubgraphIndex, _inputs);
        _body = new GraphCall(context, step.BodySubgraphIndex, _inputs);
        _body.RequireOutputs(_inputs);
        _body.RequireOutputs(_outputs);
        context.Require(
            _condition.Graph.Outputs is [var answer] && _condition.Graph.Tensors[answer] is { Type: ElementType.Bool } tensor && ContextShapes.Product(context.Dimensions(tensor)) == 1,
            "the graph of the condition must give out one BOOL.");
    }

    public override void Run(TensorMemory memory)
    {
        for (var i = 0; i < _inputs.Length; i++)
        {
            memory.Bytes(_inputs[i]).CopyTo(memory.Bytes(_outputs[i]));
        }

        while (true)
        {
            Charge(memory);
            _condition.Run(memory, _outputs);
            if (!_condition.IsTrue(memory))
            {
                return;
            }

            _body.Run(memory, _outputs);
            _body.CopyOutputs(memory, _outputs);
        }
    }

    private void Charge(TensorMemory memory)
    {
        try
        {
            memory.Budget.Charge(_condition.Steps + _body.Steps);
        }
        catch (Core.Diagnostics.MrqException error)
        {
            throw new Core.Diagnostics.MrqException(error.Code, error.Message, new Core.Diagnostics.MrqPlace(Operator: _context.Graph.Describe(_context.OperatorIndex)));
        }
    }
}
