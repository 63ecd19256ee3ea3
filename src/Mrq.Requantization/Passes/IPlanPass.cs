namespace Mrq.Requantization.Passes;

/// <summary>A step on the way to what becomes of the activations, before any weight is looked at. It may insert and remove operators.</summary>
internal interface IPlanPass : IConversionPass<PlanState>;
