using Mrq.Core.Graph;

namespace Mrq.Emulator.Context;

/// <summary>The variables as one graph's handles name them.</summary>
internal sealed class ResourceTable(ResourcePlan plan, QuantizedGraph graph)
{
    private readonly IReadOnlyDictionary<int, int> _handles = plan.Handles(graph);

    public ResourcePlan Plan => plan;

    /// <summary>The variable that input 0 of an operator names, checked to hold a tensor's values.</summary>
    public ResourceVariable Variable(KernelContext context, Tensor value)
    {
        context.Require(
            context.HasInput(0) && _handles.GetValueOrDefault(context.InputIndex(0), -1) >= 0, "the variable must be named by one VAR_HANDLE of the same graph.");
        var variable = plan.Variables[_handles[context.InputIndex(0)]];
        context.Require(variable.Type is not null, "nothing is ever assigned to the variable.");
        context.Require(
            variable.Type == value.Type && variable.Size == value.Type.ByteCount(value.Shape.ElementCount),
            $"'{value.Name}' has {value.Type.FieldName()} {value.Shape}, which the variable does not.");
        return variable;
    }
}
