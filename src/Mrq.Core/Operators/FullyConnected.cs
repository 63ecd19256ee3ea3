using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Matrix product of input 0, seen as rows of the weights' depth, with weights [outputs, depth] (input 1) and an optional bias (input 2).</summary>
public sealed record FullyConnected : Operator
{
    public override string Name => "FULLY_CONNECTED";

    public ActivationFunctionType FusedActivationFunction { get; init; }

    public bool KeepNumDims { get; init; }
}
