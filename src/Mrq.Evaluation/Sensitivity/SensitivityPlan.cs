using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator;

namespace Mrq.Evaluation.Sensitivity;

/// <summary>Which operators are measured, and how their activations get from one graph to the other.</summary>
internal sealed class SensitivityPlan
{
    private readonly StepBridges?[] _steps;

    /// <param name="source">The graph that was converted.</param>
    /// <param name="target">Its conversion, in which tensors and operators keep their index.</param>
    /// <param name="folded">Activations of the target that stand for something else than the source's.</param>
    /// <param name="last">The last step that can show in what is measured.</param>
    public SensitivityPlan(CompiledGraph source, CompiledGraph target, IReadOnlyDictionary<int, FoldedActivation> folded, int last) =>
        _steps = [.. Enumerable.Range(0, source.Graph.Operators.Length).Select(step => step <= last ? StepBridges.Of(source, target, folded, step) : null)];

    /// <summary>The operators that are measured.</summary>
    public IEnumerable<int> Measured => Enumerable.Range(0, _steps.Length).Where(step => _steps[step] is not null);

    /// <summary>The bridges of an operator; null where it is not measured.</summary>
    public StepBridges? this[int step] => _steps[step];

    /// <summary>Around one operator.</summary>
    /// <param name="Inputs">From the source to the target and back, by the tensor.</param>
    /// <param name="Outputs">The same of what it writes.</param>
    internal sealed record StepBridges(IReadOnlyList<TensorBridge> Inputs, IReadOnlyList<TensorBridge> Outputs)
    {
        /// <summary>Null for what only moves values, remembers something from run to run, runs other graphs, or touches what has no counterpart.</summary>
        public static StepBridges? Of(CompiledGraph source, CompiledGraph target, IReadOnlyDictionary<int, FoldedActivation> folded, int index)
        {
            var step = source.Graph.Operators[index];
            var isKept = (step.Traits.MovesIntegers && step.Traits.CarriesValues && step is not (AveragePool2D or Mean)) || step.Callees.Count > 0 || step is OpaqueOperator or CallOnce or VarHandle or ReadVariable or AssignVariable
                || step.Inputs.Where((_, place) => step.Traits.RoleAt(place) == InputRole.State).Any();
            if (isKept || step.Outputs.IsEmpty || index >= target.Graph.Operators.Length || !step.Outputs.SequenceEqual(target.Graph.Operators[index].Outputs) || !step.Inputs.SequenceEqual(target.Graph.Operators[index].Inputs))
            {
                return null;
            }

            var inputs = step.Inputs.Where(tensor => tensor >= 0 && !source.Graph.Tensors[tensor].IsConstant && !target.Graph.Tensors[tensor].IsConstant).Distinct().Select(Bridge).ToList();
            var outputs = step.Outputs.Select(Bridge).ToList();
            return inputs.Contains(null) || outputs.Contains(null) ? null : new StepBridges(inputs!, outputs!);

            TensorBridge? Bridge(int tensor) =>
                ActivationBridge.Create(source.Graph.Tensors[tensor], null, target.Graph.Tensors[tensor], folded.GetValueOrDefault(tensor)) is { } there
                && ActivationBridge.Create(target.Graph.Tensors[tensor], folded.GetValueOrDefault(tensor), source.Graph.Tensors[tensor], null) is { } back
                    ? new TensorBridge(tensor, there, back)
                    : null;
        }
    }

    /// <summary>One activation in both graphs.</summary>
    internal sealed record TensorBridge(int Tensor, ActivationBridge ToTarget, ActivationBridge ToSource);
}
