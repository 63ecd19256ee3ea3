namespace Mrq.Emulator.Reference.Movements;

/// <summary>A movement from one input of an operator to one of its outputs.</summary>
internal readonly record struct Transfer(int Input, int Output, Movement Movement);
