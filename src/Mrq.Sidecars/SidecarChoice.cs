namespace Mrq.Sidecars;

/// <summary>What a user chooses of a format that has several forms.</summary>
/// <param name="Option">The option's name, as metadata writes it: "EncodingsVersion".</param>
/// <param name="Description">One sentence for help, with what can be written.</param>
/// <param name="Default">The form where nothing is chosen.</param>
/// <param name="IsOne">Whether a text is a form.</param>
public sealed record SidecarChoice(string Option, string Description, string Default, Predicate<string> IsOne);
