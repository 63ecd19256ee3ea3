using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>max(x, 0).</summary>
public sealed record Relu : Operator
{
    public override string Name => "RELU";

    public override OperatorTraits Traits => OperatorTraits.Homogeneous;
}

/// <summary>x clamped to [0, 6].</summary>
public sealed record Relu6 : Operator
{
    public override string Name => "RELU6";
}

/// <summary>x clamped to [−1, 1].</summary>
public sealed record ReluN1To1 : Operator
{
    public override string Name => "RELU_N1_TO_1";
}

/// <summary>x where it is not negative, else alpha · x.</summary>
public sealed record LeakyRelu : Operator
{
    public override string Name => "LEAKY_RELU";

    public override OperatorTraits Traits => OperatorTraits.Homogeneous;

    public float Alpha { get; init; }
}

/// <summary>x where it is not negative, else x times the second input, which broadcasts.</summary>
public sealed record Prelu : Operator
{
    public override string Name => "PRELU";
}

/// <summary>x · min(max(x + 3, 0), 6) / 6.</summary>
public sealed record HardSwish : Operator
{
    public override string Name => "HARD_SWISH";
}

/// <summary>1 / (1 + exp(−x)).</summary>
public sealed record Logistic : Operator
{
    private static readonly OperatorTraits Meaning = new() { FixedOutput = FixedOutputs.Probabilities };

    public override string Name => "LOGISTIC";

    public override OperatorTraits Traits => Meaning;
}

/// <summary>Hyperbolic tangent.</summary>
public sealed record Tanh : Operator
{
    private static readonly OperatorTraits Meaning = new() { FixedOutput = FixedOutputs.Tanh };

    public override string Name => "TANH";

    public override OperatorTraits Traits => Meaning;
}

/// <summary>exp(beta · x) over the last dimension, divided by its sum.</summary>
public sealed record Softmax : Operator
{
    private static readonly OperatorTraits Meaning = new() { FixedOutput = FixedOutputs.Probabilities };

    public override string Name => "SOFTMAX";

    public override OperatorTraits Traits => Meaning;

    public float Beta { get; init; } = 1;
}

/// <summary>The logarithm of the softmax over the last dimension: x − log Σ exp(x).</summary>
public sealed record LogSoftmax : Operator
{
    private static readonly OperatorTraits Meaning = new() { FixedOutput = FixedOutputs.LogProbabilities };

    public override string Name => "LOG_SOFTMAX";

    public override OperatorTraits Traits => Meaning;
}

/// <summary>Each row of the last dimension divided by its Euclidean length.</summary>
public sealed record L2Normalization : ActivatedOperator
{
    private static readonly OperatorTraits Meaning = new() { FixedOutput = FixedOutputs.UnitInterval, RefusesActivation = true };

    public override string Name => "L2_NORMALIZATION";

    public override OperatorTraits Traits => Meaning;
}
