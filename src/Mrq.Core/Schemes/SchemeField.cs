namespace Mrq.Core.Schemes;

/// <summary>One field of a scheme as text: how an item's metadata or a JSON property sets it.</summary>
/// <param name="Name">Its name, in whatever case.</param>
/// <param name="Form">What a value looks like, for the message about a wrong one.</param>
/// <param name="Read">The value as text; setting it again changes nothing.</param>
/// <param name="Write">The scheme with another value, or null when the text is no value of the field.</param>
public sealed record SchemeField(string Name, string Form, Func<QuantizationScheme, string> Read, Func<QuantizationScheme, string, QuantizationScheme?> Write);
