<?php
add_theme_support('automatic-feed-links');
add_theme_support('title-tag');

add_action('init', function () {
    register_post_type('publication', [
        'label' => 'Publications',
        'public' => true,
        'has_archive' => true,
        'show_in_rest' => true,
        'rest_base' => 'publications',
        'supports' => ['title', 'editor'],
    ]);
    register_post_type('banner', [  // in the API, but without pages of its own
        'label' => 'Banners',
        'public' => false,
        'show_in_rest' => true,
        'supports' => ['title'],
    ]);
});
