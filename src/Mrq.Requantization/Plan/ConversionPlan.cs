using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Plan;

/// <summary>
/// What a conversion wants of each tensor and each operator of a graph. All passes ask it, none a scheme. It goes with the graph through every edit: a tensor
/// that an edit appends belongs to the operator that reads it.
/// </summary>
internal sealed class ConversionPlan
{
    private readonly SchemeAssignment _assignment;

    /// <summary>By tensor of the graph before it was edited: the scheme of the operator that writes it, or of the first that reads it.</summary>
    private readonly ImmutableArray<QuantizationScheme> _given;

    private readonly QuantizationScheme[] _schemes;

    private ConversionPlan(QuantizedGraph graph, Arithmetic native, SchemeAssignment assignment, ImmutableArray<QuantizationScheme> given)
    {
        (Graph, Native, _assignment, _given) = (graph, native, assignment, given);
        _schemes = [.. given, .. Enumerable.Repeat<QuantizationScheme>(null!, graph.Tensors.Length - given.Length)];

        // Readers come behind what they read.
        for (var step = graph.Operators.Length - 1; step >= 0; step--)
        {
            var scheme = SchemeOf(graph.Operators[step]);
            foreach (var tensor in graph.Operators[step].Inputs.Concat(graph.Operators[step].Outputs).Where(tensor => tensor >= 0))
            {
                _schemes[tensor] ??= scheme;
            }
        }
    }

    /// <summary>The graph that is to be converted.</summary>
    public QuantizedGraph Graph { get; }

    /// <summary>The arithmetic that the graph means.</summary>
    public Arithmetic Native { get; }

    /// <summary>The schemes' names, the one of most operators first.</summary>
    public string Name => _assignment.Default.Name;

    /// <summary>Rules of the activations that there are.</summary>
    public IEnumerable<TensorRule> ActivationRules => Enumerable.Range(0, Graph.Tensors.Length).Where(tensor => ActivationParameters.IsQuantized(Graph.Tensors[tensor])).Select(RuleOf).Distinct();

    /// <summary>The arithmetic that computes each operator of the target.</summary>
    public ArithmeticAssignment Arithmetic => new(_assignment.Default.Arithmetic)
    {
        ByOperator = _assignment.ByOperator.IsEmpty
            ? ImmutableDictionary<int, Arithmetic>.Empty
            : Enumerable.Range(0, Graph.Operators.Length).ToImmutableDictionary(step => step, step => ArithmeticOf(step)),
    };

    /// <summary>A plan for a model; where neighbours want different activations of a tensor, a QUANTIZE stands between them.</summary>
    public static ConversionPlan Of(QuantizedGraph source, SchemeAssignment assignment, Arithmetic native)
    {
        var given = new QuantizationScheme?[source.Tensors.Length];
        for (var step = 0; step < source.Operators.Length; step++)
        {
            foreach (var output in source.Operators[step].Outputs)
            {
                given[output] = assignment[step];
            }
        }

        for (var step = 0; step < source.Operators.Length; step++)
        {
            foreach (var input in source.Operators[step].Inputs.Where(input => input >= 0))
            {
                given[input] ??= assignment[step];
            }
        }

        var plan = new ConversionPlan(source, native, assignment, [.. given.Select(scheme => scheme ?? assignment.Default)]);
        return assignment.ByOperator.IsEmpty ? plan : plan.On(RuleBorders.Insert(plan));
    }

    /// <summary>The same plan for a graph that was edited: tensors keep their indices, and new ones are appended.</summary>
    public ConversionPlan On(QuantizedGraph edited) => ReferenceEquals(edited, Graph) ? this : new ConversionPlan(edited, Native, _assignment, _given);

    /// <summary>What the target allows of an activation.</summary>
    public TensorRule RuleOf(int tensor) => _schemes[tensor].Activations;

    /// <summary>What it allows of the weights of an operator. TFLite's FULLY_CONNECTED takes per-channel weights only in recent versions; one scale serves all of them.</summary>
    public TensorRule WeightRuleOf(int step) =>
        SchemeOf(Graph.Operators[step]).Weights is var rule && Graph.Operators[step] is FullyConnected ? rule with { Granularity = Granularity.PerTensor } : rule;

    /// <summary>What the target fixes of an operator's output; null where nothing.</summary>
    public QuantizationParameters? FixedOutputOf(Operator step) => step.Outputs.Length > 0 ? SchemeOf(step).FixedOutputs.Of(step, RuleOf(step)) : null;

    /// <summary>The tensors around an operator that have one scale and zero point in the target; among them what is no activation.</summary>
    public IEnumerable<int> TiedBy(Operator step) => step.Outputs.Length > 0 ? SchemeOf(step).TiedScales.Of(step, RuleOf(step).Type) : [];

    /// <summary>Whether an operator of the target takes integers as they are, so that all around it has one scale and zero point.</summary>
    public bool MovesIntegers(Operator step) => step.Outputs.Length > 0 && SchemeOf(step).TiedScales.MovesIntegers(step, RuleOf(step).Type);

    /// <summary>The scheme of an operator, for what is judged by it.</summary>
    public QuantizationScheme SchemeOf(int step) => SchemeOf(Graph.Operators[step]);

    /// <summary>What the target allows of the bias of an operator beside 8-bit activations.</summary>
    public BiasRule BiasRuleOf(int step) => BiasRule.Of(SchemeOf(step));

    /// <summary>The shifts that the target can carry out for an operator where it shifts alone.</summary>
    public ShiftLimits ShiftsOf(int step) => SchemeOf(step) is var scheme && scheme.Arithmetic.Requantization.Method == RequantizationMethod.Shift ? scheme.Shifts : ShiftLimits.None;

    /// <summary>The arithmetic that computes an operator. Of the two sides of a border the one computes the QUANTIZE between them that can apply any factor.</summary>
    public Arithmetic ArithmeticOf(int step)
    {
        var (own, candidate) = (SchemeOf(Graph.Operators[step]).Arithmetic, Graph.Operators[step]);
        return candidate is Quantize && own.Requantization.Method == RequantizationMethod.Shift ? _schemes[candidate.Inputs[0]].Arithmetic : own;
    }

    /// <summary>What the target allows of what an operator computes with: its output's rule, or that of the variable that it writes to.</summary>
    public TensorRule RuleOf(Operator step) => SchemeOf(step).Activations;

    private QuantizationScheme SchemeOf(Operator step) =>
        (step.Outputs.Length > 0 ? step.Outputs[0] : step.InputAt(0)) is { } tensor && _schemes[tensor] is { } scheme ? scheme : _assignment.Default;
}
