namespace Mrq.Evaluation.Gate;

/// <summary>What a limit that is passed does.</summary>
public enum GateMode
{
    /// <summary>It fails the conversion.</summary>
    Error,

    /// <summary>It is a warning, and the model is written.</summary>
    Warn,

    /// <summary>Nothing is checked; what was measured is still reported.</summary>
    Off,
}
