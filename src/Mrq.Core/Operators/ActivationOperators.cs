using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>max(x, 0).</summary>
public sealed record Relu : Operator
{
    public override string Name => "RELU";
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
    public override string Name => "LOGISTIC";
}

/// <summary>Hyperbolic tangent.</summary>
public sealed record Tanh : Operator
{
    public override string Name => "TANH";
}

/// <summary>exp(beta · x) over the last dimension, divided by its sum.</summary>
public sealed record Softmax : Operator
{
    public override string Name => "SOFTMAX";

    public float Beta { get; init; } = 1;
}

/// <summary>The logarithm of the softmax over the last dimension: x − log Σ exp(x).</summary>
public sealed record LogSoftmax : Operator
{
    public override string Name => "LOG_SOFTMAX";
}

/// <summary>Each row of the last dimension divided by its Euclidean length.</summary>
public sealed record L2Normalization : Operator
{
    public override string Name => "L2_NORMALIZATION";

    public ActivationFunctionType FusedActivationFunction { get; init; }
}
