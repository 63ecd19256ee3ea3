namespace Mrq.Emulator.Context;

/// <summary>A graph that an operator calls, compiled.</summary>
internal interface ICallee
{
    /// <summary>Where its activations lie in a memory.</summary>
    MemoryPlan Plan { get; }

    /// <summary>Computes all its steps in a fresh memory.</summary>
    void RunIn(TensorMemory memory);
}
