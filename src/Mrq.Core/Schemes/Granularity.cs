namespace Mrq.Core.Schemes;

/// <summary>How many scales a tensor has.</summary>
public enum Granularity
{
    PerTensor,

    /// <summary>One scale for each output channel; only for weights and their biases.</summary>
    PerChannel,
}
