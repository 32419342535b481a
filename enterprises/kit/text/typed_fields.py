"""Columns that hold one kind of text in its one form, whichever way it comes: forms, services, imports, queries."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from enterprises.kit.text import typed


class ReadField(forms.CharField):
    """A form field that stores what ``reader`` makes of the typed text, and judges that."""

    def __init__(self, *, reader: Callable[[str], str], **kwargs: Any) -> None:
        self.reader = reader
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return self.reader(super().to_python(value) or "")


class TypedField(models.CharField):
    """``reader`` gives the one form of a text; the row, the constraint and a query all have it."""

    reader: Callable[[str], str]

    def deconstruct(self) -> tuple:
        # To the database it is a text like any other.
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return type(self).reader(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        return self.to_python(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.to_python(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        own: dict[str, Any] = {"form_class": ReadField, "reader": type(self).reader}
        return super().formfield(**(own | kwargs))


class NameField(TypedField):
    reader = staticmethod(typed.name)


def refuse_extension_of_mobile(number: str) -> None:
    """Raise ``ValidationError`` for a mobile number with an extension."""
    if typed.is_mobile_with_extension(number):
        mobile, _dash, extension = number.partition("-")
        raise ValidationError(
            f"手机号没有分机：请只填“{mobile}”；带分机“{extension}”的座机请写全区号和号码，例如 020-12345678-{extension}。",
            code="extension",
        )


class PhoneReadField(ReadField):
    def to_python(self, value: Any) -> str:
        number = super().to_python(value)
        refuse_extension_of_mobile(number)
        return number


class PhoneField(TypedField):
    reader = staticmethod(typed.phone)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        refuse_extension_of_mobile(value or "")

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**({"form_class": PhoneReadField} | kwargs))


class DigitsField(TypedField):
    reader = staticmethod(typed.digits)


class ListedCodeField(TypedField):
    reader = staticmethod(typed.leading_digits)


class CodeField(TypedField):
    reader = staticmethod(typed.code)


class RightNumberField(TypedField):
    reader = staticmethod(typed.right_number)


class EmailReadField(forms.EmailField):
    def to_python(self, value: Any) -> str:
        return typed.email(super().to_python(value) or "")


class EmailField(models.EmailField):
    def deconstruct(self) -> tuple:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return typed.email(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.to_python(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**({"form_class": EmailReadField} | kwargs))
