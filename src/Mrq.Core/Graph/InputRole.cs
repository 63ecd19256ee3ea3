namespace Mrq.Core.Graph;

/// <summary>What an operator's input is to it.</summary>
public enum InputRole
{
    /// <summary>Values that the operator computes from, activations or constants in their place.</summary>
    Data,

    /// <summary>Constants that are multiplied with data.</summary>
    Weights,

    /// <summary>Constants that are added to what data and weights make.</summary>
    Bias,

    /// <summary>A shape, an axis, indices or widths: integers that mean themselves.</summary>
    Parameter,

    /// <summary>A variable that keeps its values from run to run.</summary>
    State,
}
