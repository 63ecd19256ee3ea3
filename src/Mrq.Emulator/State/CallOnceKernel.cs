using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.State;

/// <summary>
/// CALL_ONCE: the first run of a session, and the first after each reset, runs the graph; every later one does nothing, also where several operators
/// call the same graph. Source: TFLite <c>kernels/call_once.cc</c>.
/// </summary>
internal sealed class CallOnceKernel : Kernel
{
    private readonly int _number;
    private readonly ICallee _callee;

    public CallOnceKernel(KernelContext context)
    {
        var call = (CallOnce)context.Operator;
        _number = call.InitSubgraphIndex;
        var callee = context.Graph.Callee(_number);
        context.Require(callee is null || !callee.Operators.Any(step => step.Callees.Count > 0), "a graph that is called once may call no other.");
        _callee = context.Callee(_number);
        context.Require(call.Inputs.IsEmpty && _callee.Graph.Inputs.IsEmpty && _callee.Graph.Outputs.IsEmpty, "a graph that is called once has neither inputs nor outputs.");
    }

    public override void Run(TensorMemory memory)
    {
        if (memory.BeginCall(_number))
        {
            _callee.RunIn(memory.OfCallee(_number, _callee.Plan));
        }
    }
}
