namespace Mrq.Fuzz;

/// <summary>Something that must hold of every file does not hold of this one.</summary>
internal sealed class BrokenPromiseException(string promise) : Exception(promise);
